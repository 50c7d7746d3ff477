/// What a mechanism did, in the terms that a privacy accountant needs; mechanisms state it, accountants read it.
///
/// Noise is measured against the largest norm of what **one record contributes** to the sum that it hides (the clip
/// norm of DP-SGD). That is the sensitivity of the sum when a record is added, removed or zeroed out; when one record
/// replaces another the sum moves by up to twice as much, and the accountants count it so.
package indirect enum MechanismEvent: Hashable, Sendable {
  /// Gaussian noise with standard deviation `noiseMultiplier` times the largest ℓ2 norm of one record's contribution.
  case gaussian(noiseMultiplier: Double)
  /// Laplace noise with scale `noiseMultiplier` times the largest ℓ1 norm of one record's contribution.
  case laplace(noiseMultiplier: Double)
  /// An integer z with probability ∝ exp(−z² / (2 `standardDeviation`²)), added to an integer to which one record
  /// contributes at most `sensitivity` in absolute value.
  case discreteGaussian(standardDeviation: Double, sensitivity: Int)
  /// An integer z with probability ∝ exp(−|z| / `scale`), added to an integer to which one record contributes at most
  /// `sensitivity` in absolute value.
  case discreteLaplace(scale: Double, sensitivity: Int)
  /// One of `categories` answers: a uniformly random one with probability `randomAnswerProbability`, else the true one.
  /// A blank record answers at random.
  case randomisedResponse(randomAnswerProbability: Double, categories: Int)
  /// Anything that is known to be (ε, δ)-DP under the adjacency that is asked about, and no more.
  case approximateDP(epsilon: Double, delta: Double)
  /// Anything that is known to be ρ-zCDP under the adjacency that is asked about, and no more: its Rényi divergence of
  /// any order α is at most ρα (Definition 1.1 of arXiv:1605.02065v1).
  case zeroConcentratedDP(rho: Double)
  /// `event` on a batch that every record joins independently with probability `samplingProbability`.
  case poissonSampled(samplingProbability: Double, MechanismEvent)
  /// `event` on a batch of `batchSize` records, each set of so many out of the `populationSize` equally likely.
  case sampledWithoutReplacement(batchSize: Int, populationSize: Int, MechanismEvent)
  /// An epoch of `batches` steps, `event` on each, where a random permutation shares the records and blanks out among
  /// batches of one size. A record has one contribution to one batch; whether it is there or not moves no other.
  ///
  /// Accounted for as `event` on all records, once. Nothing better is proven for arbitrary sums; see
  /// `MechanismEvent.isBoundedOnly`.
  case shuffled(batches: Int, MechanismEvent)
  /// An epoch of `batches` steps, `event` on each, where every record joins one of the batches, each equally likely,
  /// independently of the others.
  ///
  /// Accounted for as `event` on all records, once: given the bins of all records, neighbours differ in one batch, and
  /// what holds given the bins holds on average over them. What is credited to it in the literature (arXiv:2412.16802)
  /// rests on simulation, and would be an estimate.
  case ballsAndBins(batches: Int, MechanismEvent)
  /// Something that is no less private than `event` under the adjacency that is asked about: its hockey-stick divergences
  /// are no larger. How much more private it may be is not known.
  case dominated(by: MechanismEvent)
  /// The events in sequence, each with knowledge of the outcomes before it.
  case composed([MechanismEvent])
  /// `event`, `count` times in sequence, each with knowledge of the outcomes before it.
  case selfComposed(MechanismEvent, count: Int)

  /// DP-SGD with Poisson sampling: `steps` noisy sums of clipped per-example gradients.
  package static func dpSGD(noiseMultiplier: Double, samplingProbability: Double, steps: Int) throws -> MechanismEvent {
    let noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: EventRange.noiseMultiplier)
    let samplingProbability = try checked(
      samplingProbability, "samplingProbability", in: EventRange.samplingProbability)
    let steps = try checked(steps, "steps", in: EventRange.count)
    return .selfComposed(
      .poissonSampled(samplingProbability: samplingProbability, .gaussian(noiseMultiplier: noiseMultiplier)),
      count: steps)
  }

  /// Whether the accountants only know a mechanism that is no more private than this one, and so no lower end of ε.
  package var isBoundedOnly: Bool {
    switch self {
    case .dominated: true
    case .shuffled(let batches, let event), .ballsAndBins(let batches, let event): batches > 1 || event.isBoundedOnly
    case .poissonSampled(_, let event), .sampledWithoutReplacement(_, _, let event), .selfComposed(let event, _):
      event.isBoundedOnly
    case .composed(let events): events.contains(where: \.isBoundedOnly)
    case .gaussian, .laplace, .discreteGaussian, .discreteLaplace, .randomisedResponse, .approximateDP,
      .zeroConcentratedDP:
      false
    }
  }
}
