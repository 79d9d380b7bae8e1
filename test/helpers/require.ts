/**
 * The `skip` option of a test that needs something which this machine may lack: false when it is there, else the
 * reason and the command that brings it. With STREAM_TTS_REQUIRE=all what is missing is a failure, so that nothing is
 * skipped unnoticed where everything should be there.
 */
export function skipUnless(condition: boolean, reason: string, command: string): string | false {
  if (condition) return false;
  if (process.env.STREAM_TTS_REQUIRE === 'all') throw new Error(`${reason}; type: ${command}`);
  return `${reason}; type: ${command}`;
}
