/** The ear, in Python: reads requests, a JSON object a line, and answers each with what it heard. */
export const EAR_PROGRAM = `"""Whisper as an ear: reads one request a line on standard input, writes one answer a line on standard output.

    ear.py MODEL_DIRECTORY THREADS
    {"id": 1, "samples": BASE64 of float32 little-endian, "rate": 24000, "prompt": "..." or null}
    {"id": 1, "text": "..."} or {"id": 1, "error": "..."}

The first line that it writes is {"ready": true}.
"""

import base64
import json
import sys

import numpy as np
from faster_whisper import WhisperModel

WHISPER_RATE = 16_000


def resample(samples, rate):
    """Band-limited to the new rate by cutting the spectrum: whole recordings only, so no window is needed."""
    if rate == WHISPER_RATE or len(samples) == 0:
        return samples
    wanted = round(len(samples) * WHISPER_RATE / rate)
    spectrum = np.fft.rfft(samples)
    kept = np.zeros(wanted // 2 + 1, spectrum.dtype)
    n = min(len(kept), len(spectrum))
    kept[:n] = spectrum[:n]
    return (np.fft.irfft(kept, wanted) * (wanted / len(samples))).astype(np.float32)


def hear(model, request):
    samples = np.frombuffer(base64.b64decode(request["samples"]), dtype="<f4")
    # A breath of silence around it, as whisper loses the first and last word of sound that is cut close.
    silence = np.zeros(request["rate"] // 4, np.float32)
    sound = resample(np.concatenate([silence, samples, silence]), request["rate"])
    segments, _ = model.transcribe(
        sound,
        language=request.get("language") or "ja",
        beam_size=5,
        temperature=0,
        vad_filter=False,
        condition_on_previous_text=False,
        initial_prompt=request.get("prompt"),
    )
    return "".join(segment.text for segment in segments).strip()


def main():
    directory, threads = sys.argv[1:]
    model = WhisperModel(
        directory, device="cpu", compute_type="int8", cpu_threads=int(threads), local_files_only=True
    )
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"id": request["id"], "text": hear(model, request)}
        except Exception as error:  # the next request must still be heard
            answer = {"id": request["id"], "error": repr(error)}
        print(json.dumps(answer, ensure_ascii=False), flush=True)


main()
`;
