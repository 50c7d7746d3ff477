package import PrivacyModel

/// A known bug: the model that is released is the mean of a private one and one that was trained without privacy, such as
/// the snapshot that training went on from.
///
/// Observations are linear in the model, so that their mean is the observation of the mean.
package struct AverageWithNonPrivateModel<Run: Mechanism<[Double]>>: Mechanism {
  private let correct: Run
  private let nonPrivate: Run

  package init(_ correct: Run, nonPrivate: Run) { (self.correct, self.nonPrivate) = (correct, nonPrivate) }

  /// Of the private model.
  package var event: MechanismEvent { correct.event }
  package var adjacency: Adjacency { correct.adjacency }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) throws -> [Double] {
    zip(try correct.observe(memberships, in: trial), try nonPrivate.observe(memberships, in: trial))
      .map { ($0 + $1) / 2 }
  }
}
