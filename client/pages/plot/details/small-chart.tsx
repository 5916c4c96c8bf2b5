import { Chart, type ChartConfiguration } from 'chart.js';
import { useEffect, useRef } from 'react';

Chart.defaults.set({ animation: false, maintainAspectRatio: false });

/** A chart of chart.js; `label` describes it to screen readers. */
export function SmallChart<Kind extends 'bar' | 'scatter', Data>({
  configuration,
  label,
}: {
  configuration: ChartConfiguration<Kind, Data>;
  label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return undefined;
    const chart = new Chart(canvas.current, configuration);
    return () => chart.destroy();
  }, [configuration]);
  return (
    <div style={{ position: 'relative', height: 320, maxWidth: 900 }}>
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  );
}
