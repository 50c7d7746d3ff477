internal import ArgumentParser
internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting

/// `dpaudit calibrate`: the parameter of a mechanism at which a target (ε, δ) holds.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Finds the parameter of a mechanism that meets a target ε at a δ.",
    discussion: """
      noise-multiplier: the least noise. steps: the most updates. sampling-probability: the largest. sensitivity: the \
      largest contribution of one record (the clip norm) under Gaussian noise of --standard-deviation or Laplace noise \
      of --scale. The target holds at the value printed, by a bound of the accountant; by contour, which is an \
      estimate, nothing is proven beyond the interval printed with it. \
      Exit status: 0 found, 2 the command line cannot be used or no value meets the target.
      """)

  /// Whose bound proves the target.
  enum Accountant: String, ExpressibleByArgument, CaseIterable {
    case lossDistribution = "loss-distribution"
    case renyi, contour

    var method: AccountingMethod {
      switch self {
      case .lossDistribution: .lossDistribution
      case .renyi: .renyi
      case .contour: .contour
      }
    }
  }

  @Argument(help: "What to find: noise-multiplier, steps, sampling-probability or sensitivity.")
  var parameter: CalibratedParameter

  @Option(parsing: .unconditional, help: "The ε to meet.")
  var epsilon: Double

  @Option(parsing: .unconditional, help: "The δ at which to meet it, from 0 to less than 1.")
  var delta: Double

  @OptionGroup(title: "The rest of the mechanism") var options: CalibratedEventOptions

  @Option(help: "Which datasets are neighbours: add-or-remove, replace-one or zero-out.")
  var adjacency = Adjacency.addOrRemove

  @Option(
    help: "The accountant: loss-distribution (the tightest bound for the mechanism), renyi or contour (an estimate).")
  var accountant = Accountant.lossDistribution

  @Flag(help: "Print a JSON object instead of text.")
  var json = false

  func run() throws {
    let target = try CalibrationTarget(
      epsilon: checked(epsilon, "--epsilon", in: .positive),
      delta: checked(delta, "--delta", in: .halfOpenUnitInterval),
      adjacency: adjacency, method: accountant.method)
    let noiseSize = try checkedOptions()
    var calibration: Calibration
    do {
      calibration = try calibrate(parameter, to: target) { try event(at: $0) }
    } catch let error as InvalidValue where !error.key.hasPrefix("-") {
      throw InvalidValue(key: "--\(error.key)", allowed: error.allowed, got: error.got)
    }
    if let noiseSize {
      calibration = Calibration(
        parameter: .sensitivity, value: (noiseSize / calibration.value).nextDown,
        targetEpsilon: calibration.targetEpsilon, accountant: calibration.accountant,
        statement: calibration.statement)
    }
    print(json ? try jsonText(calibration) : calibrationText(calibration), terminator: "")
  }

  /// The standard deviation (Gaussian) or scale (Laplace) under which a sensitivity is sought; nil where something else
  /// is.
  private func checkedOptions() throws -> Double? {
    let sought =
      switch parameter {
      case .noiseMultiplier, .sensitivity: "--noise-multiplier"
      case .steps: "--steps"
      case .samplingProbability: options.repetition.batchSize == nil ? "--sampling-probability" : "--batch-size"
      }
    if options.given.contains(sought) {
      throw InvalidValue(key: sought, allowed: "left out, since it is what is sought", got: "it as well")
    }
    guard parameter == .sensitivity else {
      if let size = options.given.first(where: ["--standard-deviation", "--scale"].contains) {
        throw InvalidValue(
          key: size, allowed: "left out, since it goes with the sensitivity as what is sought", got: "it as well")
      }
      return nil
    }
    let (size, option, other) =
      options.noise == .laplace
      ? (options.scale, "--scale", "--standard-deviation")
      : (options.standardDeviation, "--standard-deviation", "--scale")
    if options.given.contains(other) {
      throw InvalidValue(
        key: other, allowed: "left out, since \(options.noise.rawValue) noise is measured by \(option) here",
        got: "it as well")
    }
    guard let size else {
      throw InvalidValue(key: option, allowed: AllowedRange.positive.description, got: "nothing")
    }
    return try checked(size, option, in: .positive)
  }

  private func event(at value: Double) throws -> MechanismEvent {
    var options = options
    switch parameter {
    case .noiseMultiplier, .sensitivity: options.noiseMultiplier = value
    case .steps: options.repetition.steps = Int(value)
    case .samplingProbability: options.repetition.samplingProbability = value
    }
    return try options.event()
  }
}

/// A mechanism in flags, of the noises that can be calibrated.
struct CalibratedEventOptions: ParsableArguments {
  enum Noise: String, ExpressibleByArgument, CaseIterable {
    case gaussian, laplace
  }

  @Option(help: "The noise: gaussian or laplace.")
  var noise = Noise.gaussian

  @Option(
    parsing: .unconditional,
    help: "Standard deviation (Gaussian, σ) or scale (Laplace, b) of the noise divided by the clip norm.")
  var noiseMultiplier: Double?

  @Option(parsing: .unconditional, help: "Standard deviation of Gaussian noise under which the sensitivity is sought.")
  var standardDeviation: Double?

  @Option(parsing: .unconditional, help: "Scale of Laplace noise under which the sensitivity is sought.")
  var scale: Double?

  @OptionGroup var repetition: RepetitionOptions

  /// The options given that have no default, by name.
  var given: [String] {
    let options: [(String, Bool)] = [
      ("--noise-multiplier", noiseMultiplier != nil), ("--standard-deviation", standardDeviation != nil),
      ("--scale", scale != nil),
    ]
    return options.filter(\.1).map(\.0) + repetition.given
  }

  /// What the flags describe, but for the size under which a sensitivity is sought.
  ///
  /// - Throws: `InvalidValue` that names the option.
  func event() throws -> MechanismEvent {
    guard let noiseMultiplier else {
      throw InvalidValue(
        key: "--noise-multiplier", allowed: EventRange.noiseMultiplier.description, got: "nothing")
    }
    let multiplier = try checked(noiseMultiplier, "--noise-multiplier", in: EventRange.noiseMultiplier)
    switch noise {
    case .gaussian: return try repetition.event(.gaussian(noiseMultiplier: multiplier))
    case .laplace: return try repetition.event(.laplace(noiseMultiplier: multiplier))
    }
  }
}
