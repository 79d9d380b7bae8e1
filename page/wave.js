// The sound as a line of bars: what is heard now stands in the middle, what comes is right of it.

const SHOWN_S = 6;
const BAR_PX = 3;

/** @param {HTMLCanvasElement} canvas @param {number} sampleRateHz */
export function createWave(canvas, sampleRateHz) {
  return {
    /** @param {ReturnType<typeof import('./timeline.js').createTimeline>} timeline @param {number} heard */
    draw(timeline, heard) {
      const scale = devicePixelRatio || 1;
      const [width, height] = [canvas.clientWidth, canvas.clientHeight];
      if (canvas.width !== width * scale) canvas.width = width * scale;
      if (canvas.height !== height * scale) canvas.height = height * scale;
      const pen = canvas.getContext('2d');
      if (!pen) return;
      const style = getComputedStyle(document.documentElement);
      const [past, next] = [style.getPropertyValue('--accent'), style.getPropertyValue('--wave')];
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, width, height);
      const shown = SHOWN_S * sampleRateHz;
      const from = heard - shown / 2;
      const bars = Math.floor(width / BAR_PX);
      const most = new Array(bars).fill(0);
      for (const { at, points } of timeline.points(from, from + shown)) {
        for (const [i, point] of points.entries()) {
          const bar = Math.floor(((at + (i * sampleRateHz) / 100 - from) / shown) * bars);
          if (bar >= 0 && bar < bars) most[bar] = Math.max(most[bar], point);
        }
      }
      for (const [bar, point] of most.entries()) {
        const size = Math.max(2, (Math.sqrt(point / 100) * height) | 0);
        pen.fillStyle = bar < bars / 2 ? past : next;
        pen.globalAlpha = point > 0 ? 1 : 0.35;
        pen.fillRect(bar * BAR_PX, (height - size) / 2, BAR_PX - 1, size);
      }
    },
  };
}
