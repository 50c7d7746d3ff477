internal import ArgumentParser
internal import PrivacyModel

extension Adjacency: ExpressibleByArgument {}
extension CalibratedParameter: ExpressibleByArgument {}

/// The noise of an event that flags describe.
enum NoiseName: String, ExpressibleByArgument, CaseIterable {
  case gaussian, laplace
  case discreteGaussian = "discrete-gaussian"
  case discreteLaplace = "discrete-laplace"
  case randomisedResponse = "randomised-response"

  /// The options without which the noise is not known, and those that may be left out.
  var options: (required: [String], optional: [String]) {
    switch self {
    case .gaussian, .laplace: (["--noise-multiplier"], [])
    case .discreteGaussian: (["--standard-deviation"], ["--sensitivity"])
    case .discreteLaplace: (["--scale"], ["--sensitivity"])
    case .randomisedResponse: (["--random-answer-probability", "--categories"], [])
    }
  }
}

/// One mechanism in flags: its noise, which records each step reads, and how often it is repeated.
struct EventOptions: ParsableArguments {
  @Option(
    help: """
      The noise: gaussian or laplace (with --noise-multiplier), discrete-gaussian (--standard-deviation), \
      discrete-laplace (--scale), randomised-response (--random-answer-probability, --categories). Default: gaussian.
      """)
  var noise: NoiseName?

  @Option(
    parsing: .unconditional,
    help: "Standard deviation (Gaussian, σ) or scale (Laplace, b) of the noise divided by the clip norm.")
  var noiseMultiplier: Double?

  @Option(parsing: .unconditional, help: "Parameter σ of discrete Gaussian noise.")
  var standardDeviation: Double?

  @Option(parsing: .unconditional, help: "Scale of discrete Laplace noise.")
  var scale: Double?

  @Option(parsing: .unconditional, help: "What one record contributes to an integer at most. Default: 1.")
  var sensitivity: Int?

  @Option(parsing: .unconditional, help: "Probability that randomised response answers at random.")
  var randomAnswerProbability: Double?

  @Option(parsing: .unconditional, help: "Number of answers of randomised response.")
  var categories: Int?

  @OptionGroup var repetition: RepetitionOptions

  /// The options given, by name.
  var given: [String] {
    let options: [(String, Bool)] = [
      ("--noise", noise != nil), ("--noise-multiplier", noiseMultiplier != nil),
      ("--standard-deviation", standardDeviation != nil), ("--scale", scale != nil),
      ("--sensitivity", sensitivity != nil), ("--random-answer-probability", randomAnswerProbability != nil),
      ("--categories", categories != nil),
    ]
    return options.filter(\.1).map(\.0) + repetition.given
  }

  /// What the flags describe.
  ///
  /// - Throws: `InvalidValue` that names the option.
  func event() throws -> MechanismEvent {
    try repetition.event(noiseEvent())
  }

  private func noiseEvent() throws -> MechanismEvent {
    let noise = noise ?? .gaussian
    try refuseOptionsOfOtherNoise(noise)
    switch noise {
    case .gaussian:
      return .gaussian(
        noiseMultiplier: try required(noiseMultiplier, "--noise-multiplier", in: EventRange.noiseMultiplier))
    case .laplace:
      return .laplace(
        noiseMultiplier: try required(noiseMultiplier, "--noise-multiplier", in: EventRange.noiseMultiplier))
    case .discreteGaussian:
      return .discreteGaussian(
        standardDeviation: try required(standardDeviation, "--standard-deviation", in: EventRange.standardDeviation),
        sensitivity: try checked(sensitivity ?? 1, "--sensitivity", in: EventRange.sensitivity))
    case .discreteLaplace:
      return .discreteLaplace(
        scale: try required(scale, "--scale", in: EventRange.scale),
        sensitivity: try checked(sensitivity ?? 1, "--sensitivity", in: EventRange.sensitivity))
    case .randomisedResponse:
      let range = EventRange.categories
      guard let categories else {
        throw InvalidValue(
          key: "--categories", allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)", got: "nothing"
        )
      }
      return .randomisedResponse(
        randomAnswerProbability: try required(
          randomAnswerProbability, "--random-answer-probability", in: EventRange.randomAnswerProbability),
        categories: try checked(categories, "--categories", in: range))
    }
  }

  private func refuseOptionsOfOtherNoise(_ noise: NoiseName) throws {
    let own = noise.options.required + noise.options.optional
    let strangers = NoiseName.allCases.flatMap { $0.options.required + $0.options.optional }.filter {
      !own.contains($0)
    }
    guard let stranger = given.first(where: strangers.contains) else { return }
    let owners = NoiseName.allCases.filter { ($0.options.required + $0.options.optional).contains(stranger) }
    throw InvalidValue(
      key: stranger,
      allowed: "left out, since it goes with --noise \(owners.map(\.rawValue).joined(separator: " or "))",
      got: "it with --noise \(noise.rawValue)")
  }

  private func required(_ value: Double?, _ option: String, in range: AllowedRange) throws -> Double {
    guard let value else { throw InvalidValue(key: option, allowed: range.description, got: "nothing") }
    return try checked(value, option, in: range)
  }
}
