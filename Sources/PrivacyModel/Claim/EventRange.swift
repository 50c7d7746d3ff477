/// The ranges of the parameters of events, for all who read events or account for them.
package enum EventRange {
  package static let noiseMultiplier = AllowedRange.positive
  package static let standardDeviation = AllowedRange.positive
  package static let scale = AllowedRange.positive
  /// Of discrete noise: what one record contributes, in whole numbers.
  package static let sensitivity = 1...Int(Int32.max)
  package static let randomAnswerProbability = AllowedRange.positiveProbability
  package static let categories = 2...Int(Int32.max)
  package static let epsilon = AllowedRange.notNegative
  package static let delta = AllowedRange.halfOpenUnitInterval
  package static let rho = AllowedRange.notNegative
  package static let samplingProbability = AllowedRange.samplingProbability
  package static let populationSize = 1...Int.max
  /// Of an epoch.
  package static let batches = 1...Int.max
  /// How often an event is repeated.
  package static let count = 1...Int.max

  /// - Parameter populationSize: At least 1.
  package static func batchSize(of populationSize: Int) -> ClosedRange<Int> { 1...populationSize }
}
