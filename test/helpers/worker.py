"""A worker in another language: a voice of one tone, one piece a clause, by the protocol of docs/workers.md."""
import json, math, os, re, struct, sys, threading

lock, jobs, out = threading.Lock(), {}, sys.stdout.buffer

def send(head, data=b""):
    text = json.dumps(head).encode()
    with lock:
        out.write(struct.pack(">II", len(text), len(data)) + text + data)
        out.flush()

def receive():
    prefix = sys.stdin.buffer.read(8)
    if len(prefix) < 8: os._exit(0)
    size, data = struct.unpack(">II", prefix)
    return json.loads(sys.stdin.buffer.read(size)), sys.stdin.buffer.read(data)

def tone(count, rate=8000):
    edge = lambda i: min(1, i / 40, (count - 1 - i) / 40)
    return struct.pack(f"<{count}f", *(0.5 * edge(i) * math.sin(math.pi * i / 10) for i in range(count)))

def speak(job, id, text, speed):
    clauses = [clause for clause in re.split(r"(?<=[、。])", text) if re.search(r"\w", clause)]
    for clause in clauses:
        job["wanted"].acquire()
        if job["cancelled"]: return
        send({"type": "piece", "id": id, "sampleRateHz": 8000}, tone(int(len(clause) * 160 / speed)))
    send({"type": "end", "id": id})

while True:
    head, _ = receive()
    kind, id = head["type"], head.get("id")
    if kind == "open": send({"type": "ready", "protocol": 1})
    elif kind == "load": send({"type": "end", "id": id})
    elif kind == "speak":
        jobs[id] = {"wanted": threading.Semaphore(head["pull"]), "cancelled": False}
        threading.Thread(target=speak, args=(jobs[id], id, head["text"], head["options"]["speed"]), daemon=True).start()
    elif kind == "pull": jobs[id]["wanted"].release(head["pieces"])
    elif kind == "cancel": jobs[id]["cancelled"] = True; jobs[id]["wanted"].release()
    elif kind == "close": os._exit(0)
