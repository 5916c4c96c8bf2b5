import { FieldResolver, Resolver, Root } from 'type-graphql';
import { DerivedFormula } from '../../../../store/entities/config.ts';

@Resolver(() => DerivedFormula)
export class DerivedFormulaResolver {
  @FieldResolver(() => String, {
    description: 'Correlation of the uncertainties of each two inputs: none, same data, or a coefficient.',
  })
  correlation(@Root() { correlation }: DerivedFormula): string {
    return correlation === 0 ? 'none' : String(correlation);
  }
}
