import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A primary dataset in one processing, across eras. */
@Entity('dataset')
@Unique(['primaryDataset', 'processing'])
export class Dataset {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'text' })
  primaryDataset!: string;

  @Column({ type: 'text' })
  processing!: string;
}
