/**
 * Three sounds 提示音: taken, not taken, paid. Each is told apart without looking.
 */
export type Sound = "taken" | "refused" | "paid";

/** Frequency in Hz and length in seconds, one after the other. */
const SCORE: Record<Sound, readonly (readonly [number, number])[]> = {
  taken: [[1480, 0.055]],
  refused: [
    [233, 0.11],
    [185, 0.16],
  ],
  paid: [
    [880, 0.07],
    [1175, 0.07],
    [1568, 0.12],
  ],
};

let context: AudioContext | undefined;

/** Plays a sound; a machine without one stays silent. */
export function play(sound: Sound): void {
  try {
    context ??= new AudioContext();
    void context.resume();
    let at = context.currentTime + 0.005;
    for (const [frequency, length] of SCORE[sound]) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.type = sound === "refused" ? "square" : "sine";
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(sound === "refused" ? 0.07 : 0.16, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + length);
      tone.connect(volume).connect(context.destination);
      tone.start(at);
      tone.stop(at + length);
      at += length;
    }
  } catch {
    // No audio device: the words on the screen say the same.
  }
}
