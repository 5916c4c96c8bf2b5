import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Config } from './config.ts';
import { Dataset } from './dataset.ts';

/** A config in a dataset. It is created when a file of the dataset first contains the config's ME. */
@Entity('trend')
@Unique(['datasetId', 'configId'])
export class Trend {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Index()
  @Column({ type: 'int' })
  configId!: number;

  @ManyToOne(() => Config)
  @JoinColumn({ name: 'config_id' })
  config!: Config;

  @Column({ type: 'int' })
  datasetId!: number;

  @ManyToOne(() => Dataset)
  @JoinColumn({ name: 'dataset_id' })
  dataset!: Dataset;

  /** Whether any point has a value. */
  @Column({ type: 'boolean', default: false })
  hasData!: boolean;
}
