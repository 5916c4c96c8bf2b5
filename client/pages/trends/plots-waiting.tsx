/** As many grey cards as fill a window, while it is not known which plots there are. */
export function PlotsWaiting() {
  return (
    <div className="plots-waiting" role="status" aria-label="Loading" aria-busy>
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} className="plot-card">
          <div className="plot-waiting" />
        </div>
      ))}
    </div>
  );
}
