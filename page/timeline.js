// Which sample is heard now, by what the warm process says of its places. Pure; times are milliseconds of one clock.

/** Sound that is kept for the eye, in seconds. */
const BEHIND_S = 30;

/** @typedef {{ at: number, client: string, sentenceId: string, phrase: number, text: string }} Mark */

/** @param {number} sampleRateHz */
export function createTimeline(sampleRateHz) {
  /** @type {Mark[]} */
  let marks = [];
  /** @type {Array<{ at: number, points: number[] }>} */
  let waves = [];
  let place = { at: 0, sent: 0, isHeld: false, told: 0 };

  /** The sample that is heard. @param {number} nowMs */
  function heard(nowMs) {
    const passed = place.isHeld ? 0 : ((nowMs - place.told) * sampleRateHz) / 1000;
    return Math.min(place.sent, place.at + Math.max(0, passed));
  }

  return {
    /** @param {{ at: number, sent: number, isHeld: boolean }} told @param {number} nowMs */
    place(told, nowMs) {
      place = { ...told, told: nowMs };
      const oldest = told.at - BEHIND_S * sampleRateHz;
      waves = waves.filter(({ at }) => at >= oldest);
      const last = marks.findLast(({ at }) => at <= told.at);
      marks = marks.filter((mark) => mark.at >= oldest || mark === last);
    },
    /** @param {Mark} mark */
    mark(mark) {
      marks.push(mark);
    },
    /** @param {{ at: number, points: number[] }} wave @param {number} nowMs */
    wave(wave, nowMs) {
      // After a silence nobody knows when the sound begins, until it is said.
      const at = heard(nowMs);
      if (at >= place.sent) place = { ...place, at, told: nowMs, isHeld: true };
      waves.push(wave);
      place.sent = Math.max(place.sent, wave.at + (wave.points.length * sampleRateHz) / 100);
    },
    /** All from there on is not heard. @param {{ at: number }} cut */
    cut({ at }) {
      marks = marks.filter((mark) => mark.at < at);
      waves = waves.filter((wave) => wave.at < at);
      place = { ...place, sent: at, at: Math.min(place.at, at) };
    },
    heard,
    /** Where all that is on its way ends. */
    get sent() {
      return place.sent;
    },
    /** The phrase of a sample. @param {number} at */
    markAt: (at) => marks.findLast((mark) => mark.at <= at),
    /** The sound's loudness from one sample to another, a point each 10 ms. @param {number} from @param {number} to */
    points: (from, to) => waves.filter(({ at }) => at >= from - sampleRateHz && at < to),
  };
}
