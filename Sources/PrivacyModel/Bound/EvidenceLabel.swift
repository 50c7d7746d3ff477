/// What a number rests on. Only `exact` ones decide a verdict.
package enum EvidenceLabel: String, Codable, Sendable {
  /// Holds with the stated probability in finite samples, without further assumptions.
  case exact
  /// Holds as the number of trials grows.
  case asymptotic
  /// A credible statement under a prior.
  case bayesian
  /// Rests on an assumption that is named beside it.
  case assumption
}
