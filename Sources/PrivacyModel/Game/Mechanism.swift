/// What is audited: a randomised algorithm on a dataset that holds each candidate or not.
package protocol Mechanism<Observation>: Sendable {
  /// What the attacker sees of one run.
  associatedtype Observation: Sendable

  /// What a run does, as the mechanism itself claims to do it.
  var event: MechanismEvent { get }
  /// Which pair of datasets a candidate's membership makes.
  var adjacency: Adjacency { get }

  /// Runs once; candidate j is in the data exactly when `memberships[j]` is `.included`.
  ///
  /// Every random draw comes from streams of `trial`, so that a run is a pure function of its arguments.
  func observe(_ memberships: [Membership], in trial: TrialIdentity) throws -> Observation
}

/// Turns what a mechanism released into evidence of membership.
package protocol Attack<Observation>: Sendable {
  associatedtype Observation: Sendable

  /// Evidence that candidate number `candidate` was included; larger means more likely. NaN fails the trial.
  func score(_ observation: Observation, candidate: Int) throws -> Double
}
