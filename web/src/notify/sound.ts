/** What comes within this time of a chime is part of it. */
const pauseMs = 2_000;
/** A chime that may sound only so much later says nothing any more. */
const lateMs = 1_000;

let context: AudioContext | undefined;
let last = 0;

/** chime plays two short tones. Browsers let a page sound only after somebody has touched it; until then it is silent. */
export async function chime(): Promise<void> {
  if (Date.now() - last < pauseMs) return;
  const now = Date.now();
  last = now;
  try {
    context ??= new AudioContext();
    // Of a page that nobody has touched this waits until somebody does, and so do all of them together.
    await context.resume();
    if (Date.now() - now > lateMs) return;
    tone(context, 740, 0);
    tone(context, 988, 0.09);
  } catch {
    // No sound here.
  }
}

function tone(context: AudioContext, hertz: number, after: number): void {
  const start = context.currentTime + after;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.exponentialRampToValueAtTime(0.12, start + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.22);
  const source = context.createOscillator();
  source.frequency.value = hertz;
  source.connect(gain).connect(context.destination);
  source.start(start);
  source.stop(start + 0.25);
}
