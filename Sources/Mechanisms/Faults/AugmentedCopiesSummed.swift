package import Learning
package import PrivacyModel

/// A known bug: each augmented copy of an example is clipped and the copies are added up, where the mean of their
/// gradients should be clipped as one.
///
/// It is the worst case that is modelled, copies that agree: the clipped gradient, as many times.
package struct AugmentedCopiesSummed: ClippingRule {
  private let correct: any ClippingRule
  private let copies: Int

  package init(_ correct: any ClippingRule, copies: Int) { (self.correct, self.copies) = (correct, copies) }

  package func begin(in trial: TrialIdentity) -> any ClippingRun {
    AlteredClippingRun(correct.begin(in: trial)) { [copies] run, tables in
      run.fill(tables)
      for group in 0..<tables.groups {
        for example in 0..<tables.examples { tables.factors[group * tables.capacity + example] *= Float(copies) }
      }
    }
  }
}
