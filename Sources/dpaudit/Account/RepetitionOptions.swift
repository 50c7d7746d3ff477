internal import ArgumentParser
internal import PrivacyModel

/// Which records each step of a mechanism reads, and how often it is repeated.
struct RepetitionOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Poisson sampling: probability that a record joins a batch, each independently (q).")
  var samplingProbability: Double?

  @Option(
    parsing: .unconditional,
    help: "Batches of a fixed size drawn without replacement: the records of a batch; with --population-size.")
  var batchSize: Int?

  @Option(parsing: .unconditional, help: "Records that batches are drawn from.")
  var populationSize: Int?

  @Option(parsing: .unconditional, help: "Number of noisy updates (T). Default: 1.")
  var steps: Int?

  /// The options given, by name.
  var given: [String] {
    let options: [(String, Bool)] = [
      ("--sampling-probability", samplingProbability != nil), ("--batch-size", batchSize != nil),
      ("--population-size", populationSize != nil), ("--steps", steps != nil),
    ]
    return options.filter(\.1).map(\.0)
  }

  /// Steps of `noise` on the records that the flags describe.
  ///
  /// - Throws: `InvalidValue` that names the option.
  func event(_ noise: MechanismEvent) throws -> MechanismEvent {
    let sampled = try sampledEvent(noise)
    guard let steps else { return sampled }
    let count = try checked(steps, "--steps", in: EventRange.count)
    return count == 1 ? sampled : .selfComposed(sampled, count: count)
  }

  private func sampledEvent(_ noise: MechanismEvent) throws -> MechanismEvent {
    if let batchSize {
      guard samplingProbability == nil else {
        throw InvalidValue(
          key: "sampling", allowed: "--sampling-probability (Poisson) or --batch-size (without replacement)",
          got: "both")
      }
      guard let populationSize else {
        throw InvalidValue(
          key: "--population-size", allowed: "given with --batch-size, a whole number of at least it", got: "nothing")
      }
      let population = try checked(populationSize, "--population-size", in: EventRange.populationSize)
      return .sampledWithoutReplacement(
        batchSize: try checked(batchSize, "--batch-size", in: EventRange.batchSize(of: population)),
        populationSize: population, noise)
    }
    if let populationSize {
      _ = try checked(populationSize, "--population-size", in: EventRange.populationSize)
      guard samplingProbability != nil else {
        throw InvalidValue(
          key: "--population-size", allowed: "given with --batch-size or --sampling-probability",
          got: "it alone")
      }
    }
    guard let samplingProbability else { return noise }
    let probability = try checked(samplingProbability, "--sampling-probability", in: EventRange.samplingProbability)
    return probability == 1 ? noise : .poissonSampled(samplingProbability: probability, noise)
  }

  /// The expected records of a batch, where both of its factors are known.
  var expectedBatchSize: Double? {
    guard let samplingProbability, let populationSize else { return batchSize.map(Double.init) }
    return samplingProbability * Double(populationSize)
  }
}
