/** Whether a time of day is within hours that are written as `22:00-07:00`; they may go over midnight. */
export function isQuiet(hours: string, at: Date): boolean {
  const [from = 0, to = 0] = hours.split('-').map(minutesOf);
  const now = at.getHours() * 60 + at.getMinutes();
  return from <= to ? from <= now && now < to : now >= from || now < to;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
