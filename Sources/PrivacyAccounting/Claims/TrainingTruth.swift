internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// What an audit of a training by DP-SGD may find at best, for a plan of it.
///
/// Where the noise is so small that whoever sees every update knows nearly always whether the record was ever drawn, that
/// is all there is to find: the rates are those of the largest update along the record's gradient, at the threshold that
/// tells the worlds apart best. Elsewhere the trade-off is taken for that of Gaussian noise with the same ε at `delta`,
/// which is what many steps come close to.
///
/// - Parameters:
///   - training: What is done in truth.
///   - delta: Of the claim, in (0, 1).
/// - Returns: Rates that the attack has exactly, or Gaussian noise with a proven lower bound on ε.
/// - Throws: `InvalidValue` for a value outside its range, `AccountingError` where the accountant has no answer.
package func alternative(of training: TrainingParameters, delta: Double) throws -> Alternative {
  let delta = try checked(delta, "delta", in: .openUnitInterval)
  let event = try training.event
  let largest = try largestUpdateRates(training)
  let everDrawn = -expm1(Double(training.steps) * log1p(-training.samplingProbability))
  if largest.truePositive - largest.falsePositive > 0.99 * everDrawn {
    return .rates(truePositive: largest.truePositive, falsePositive: largest.falsePositive)
  }
  let statement = try account(event, delta: delta, adjacency: .addOrRemove)
  return .gaussian(epsilon: statement.lower ?? statement.epsilon)
}

/// P[some update ≥ t] in either world, at the t of a grid where they differ the most.
private func largestUpdateRates(_ training: TrainingParameters) throws -> (truePositive: Double, falsePositive: Double)
{
  let (deviation, drawn) = (training.noiseMultiplier, training.samplingProbability)
  func atLeastOne(_ probability: Double) -> Double { -expm1(Double(training.steps) * log1p(-probability)) }
  return try (0...60).map { step in
    let threshold = Double(step) / 40
    let noise = try GSL.normalUpperTail(threshold / deviation)
    let record = try GSL.normalUpperTail((threshold - 1) / deviation)
    return (atLeastOne(drawn * record + (1 - drawn) * noise), atLeastOne(noise))
  }.max { $0.0 - $0.1 < $1.0 - $1.1 } ?? (0, 0)
}
