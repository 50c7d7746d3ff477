package import Learning
package import PrivacyModel

/// A known bug: the squared norm of a long gradient is infinite in single precision, the factor comes out as 0 or not a
/// number, and code that guards against such factors lets the gradient through as it is.
package struct OverflowingNorm: ClippingRule {
  private let correct: any ClippingRule

  package init(_ correct: any ClippingRule) { self.correct = correct }

  package func begin(in trial: TrialIdentity) -> any ClippingRun {
    AlteredClippingRun(correct.begin(in: trial)) { run, tables in
      run.fill(tables)
      for example in 0..<tables.examples where !tables.squaredNorm(of: example).isFinite {
        tables.setFactors(of: example, to: 1)
      }
    }
  }
}
