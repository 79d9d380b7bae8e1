// Writes docs/settings.schema.json from the settings' own schema (npm run schema).
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { SETTINGS } from '../dist/app/settings.js';

const schema = z.toJSONSchema(SETTINGS, { io: 'input' });
writeFileSync(new URL('../docs/settings.schema.json', import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
