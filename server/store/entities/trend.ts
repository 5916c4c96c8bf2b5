import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Config } from './config.ts';
import { Dataset } from './dataset.ts';

/** Config x dataset. There is one as soon as a file of the dataset had the config's ME. */
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

  /** Whether any of its points has a value: the trend "has data". */
  @Column({ type: 'boolean', default: false })
  hasData!: boolean;
}
