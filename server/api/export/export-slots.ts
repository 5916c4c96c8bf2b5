/** Limits of exports that run at the same time: each holds a connection of the database. */
export class ExportSlots {
  private readonly limits: { readonly running: number; readonly perAddress: number };
  private readonly running = new Map<string, number>();
  private total = 0;

  constructor(limits: { readonly running: number; readonly perAddress: number }) {
    this.limits = limits;
  }

  /** Takes a slot for an address; returns the function that frees it, or undefined if there is none. */
  take(address: string): (() => void) | undefined {
    const own = this.running.get(address) ?? 0;
    if (this.total >= this.limits.running || own >= this.limits.perAddress) return undefined;
    this.running.set(address, own + 1);
    this.total += 1;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.total -= 1;
      const left = (this.running.get(address) ?? 1) - 1;
      if (left > 0) this.running.set(address, left);
      else this.running.delete(address);
    };
  }
}
