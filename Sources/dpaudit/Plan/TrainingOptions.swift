internal import ArgumentParser
internal import PrivacyModel

/// A training by DP-SGD with Poisson sampling.
struct TrainingOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Standard deviation of the noise divided by the clip norm (σ).")
  var noiseMultiplier: Double?

  @Option(parsing: .unconditional, help: "Probability that a record joins a batch (q). Default: 1.")
  var samplingProbability: Double?

  @Option(parsing: .unconditional, help: "Number of noisy updates (T). Default: 1.")
  var steps: Int?

  @Option(parsing: .unconditional, help: "Records of an expected batch, for --fault.")
  var batchSize: Double?

  /// The options given, by name.
  var given: [String] {
    let options: [(String, Bool)] = [
      ("--noise-multiplier", noiseMultiplier != nil), ("--sampling-probability", samplingProbability != nil),
      ("--steps", steps != nil), ("--batch-size", batchSize != nil),
    ]
    return options.filter(\.1).map(\.0)
  }

  /// - Parameter needsBatchSize: Whether the batch size matters; without it, it is taken as 1.
  /// - Throws: `InvalidValue` that names the option.
  func parameters(needsBatchSize: Bool = false) throws -> TrainingParameters {
    guard let noiseMultiplier else {
      throw InvalidValue(key: "--noise-multiplier", allowed: EventRange.noiseMultiplier.description, got: "nothing")
    }
    let sizes = "a finite number of at least 1"
    if let batchSize, !(batchSize >= 1 && batchSize.isFinite) {
      throw InvalidValue(key: "--batch-size", allowed: sizes, got: "\(batchSize)")
    }
    guard !needsBatchSize || batchSize != nil else {
      throw InvalidValue(key: "--batch-size", allowed: "\(sizes), given with --fault", got: "nothing")
    }
    return TrainingParameters(
      noiseMultiplier: try checked(noiseMultiplier, "--noise-multiplier", in: EventRange.noiseMultiplier),
      samplingProbability: try checked(
        samplingProbability ?? 1, "--sampling-probability", in: EventRange.samplingProbability),
      steps: try checked(steps ?? 1, "--steps", in: EventRange.count), batchSize: batchSize ?? 1)
  }
}
