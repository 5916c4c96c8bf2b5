import card from '../../../ui/card.module.css';
import plot from './plot-card.module.css';
import styles from './plots-loading.module.css';
/** Placeholders that fill a window while the list of plots is loading. */
export function PlotsLoading() {
  return (
    <div className={styles.root} role="status" aria-label="Loading" aria-busy>
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} className={`${card.root} ${styles.card}`}>
          <div className={plot.loading} />
        </div>
      ))}
    </div>
  );
}
