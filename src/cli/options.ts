import { z } from 'zod';
import { FILE_ONLY, SETTINGS, unwrap } from '../app/settings.ts';
import type { Command } from './command.ts';

/** The settings as flags of a command. */
export const SETTING_FLAGS: Command['options'] = Object.fromEntries(
  Object.entries(SETTINGS.shape)
    .filter(([key]) => !FILE_ONLY.has(key))
    .map(([key, schema]) => [
      flagOf(key, schema),
      { type: unwrap(schema) instanceof z.ZodBoolean ? 'boolean' : 'string' },
    ]),
);

/** Some of the settings as flags. */
export function settingFlags(...keys: Array<keyof typeof SETTINGS.shape>): Command['options'] {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const flag = flagOf(key, SETTINGS.shape[key]);
      return SETTING_FLAGS[flag] ? [[flag, SETTING_FLAGS[flag]]] : [];
    }),
  );
}

/** A line of help for each setting. */
export function settingsHelp(...keys: Array<keyof typeof SETTINGS.shape>): string {
  const shown = keys.length > 0 ? keys : (Object.keys(SETTINGS.shape) as Array<keyof typeof SETTINGS.shape>);
  return shown
    .filter((key) => !FILE_ONLY.has(key))
    .map((key) => {
      const schema = SETTINGS.shape[key];
      const inner = unwrap(schema);
      const values = inner instanceof z.ZodEnum && inner.options.length < 6 ? `: ${inner.options.join(' | ')}` : '';
      const standard = schema instanceof z.ZodDefault ? ` (${JSON.stringify(schema.def.defaultValue)})` : '';
      return `  --${flagOf(key, schema).padEnd(12)} ${schema.description ?? ''}${values}${standard}`;
    })
    .join('\n');
}

/** A switch that is on unless it is said otherwise is switched off by its flag. */
function flagOf(key: string, schema: unknown): string {
  const isOn = schema instanceof z.ZodDefault && schema.def.defaultValue === true;
  return isOn ? `no-${key}` : key;
}
