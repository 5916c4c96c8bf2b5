import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A primary dataset in one processing, across eras: what a user selects. */
@ObjectType({ description: 'A primary dataset in one processing, across eras: what a user selects.' })
@Entity('dataset')
@Unique(['primaryDataset', 'processing'])
export class Dataset {
  @Field(() => ID, { description: 'Number of the dataset.' })
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Field(() => String, { description: 'E.g. ZeroBias.' })
  @Column({ type: 'text' })
  primaryDataset!: string;

  @Field(() => String, { description: 'E.g. PromptReco.' })
  @Column({ type: 'text' })
  processing!: string;
}
