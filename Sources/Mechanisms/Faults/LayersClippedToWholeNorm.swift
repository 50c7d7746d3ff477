package import Learning
package import PrivacyModel

/// A known bug: each of the k layers is clipped to the norm C that noise is calibrated to, and the whole gradient may be
/// √k C long.
package struct LayersClippedToWholeNorm: ClippingRule {
  private let correct: any ClippingRule

  package init(_ correct: any ClippingRule) { self.correct = correct }

  package func begin(in trial: TrialIdentity) -> any ClippingRun {
    AlteredClippingRun(correct.begin(in: trial)) { run, tables in
      for group in 0..<tables.groups {
        let start = group * tables.capacity
        run.fill(
          tables.factors + start, squaredNorms: tables.squaredNorms + start, groups: 1, capacity: tables.capacity,
          examples: tables.examples)
      }
    }
  }
}
