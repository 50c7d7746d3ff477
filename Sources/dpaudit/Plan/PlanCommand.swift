internal import ArgumentParser
internal import Evidence
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting

/// `dpaudit plan`: how many trials an audit needs, or what it catches with so many, before any is played.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Says how many trials would refute a claim, or what so many trials would catch.",
    discussion: """
      The truth is a mechanism of --family and --true-epsilon, the two rates that an attack is expected to have, or a \
      known bug in the training that --noise-multiplier and the options beside it describe; it is attacked as well as \
      can be. With --trials in place of a truth, each method's smallest ε of the family that so many trials catch is \
      shown. A claim that is left out is computed from the training. Trials are those in either world, of sequential \
      pairs, and of one-run canaries. Exit status: 0, or 2 if the command line cannot be used.
      """)

  @Option(parsing: .unconditional, help: "The claimed ε. Default: what the training's parameters support.")
  var claim: Double?

  @Option(parsing: .unconditional, help: "The claimed δ, from 0 to less than 1.")
  var delta: Double

  @Option(help: "The true mechanism's noise: gaussian, laplace or randomised-response. Default: gaussian.")
  var family: Alternative.Family?

  @Option(parsing: .unconditional, help: "The ε of the mechanism, if the claim is wrong.")
  var trueEpsilon: Double?

  @Option(parsing: .unconditional, help: "The true positive rate that the attack is expected to have.")
  var tpr: Double?

  @Option(parsing: .unconditional, help: "The false positive rate beside it.")
  var fpr: Double?

  @Option(
    help: "A known bug that the training has, of those that change its noise alone, as noise-divided-by-batch-size.")
  var fault: FaultName?

  @Option(help: "The trials that can be afforded, in place of a truth.")
  var trials: Int?

  @OptionGroup(title: "The training") var training: TrainingOptions

  @Option(parsing: .unconditional, help: "The probability of refuting a true claim.")
  var significance = 0.05

  @Option(parsing: .unconditional, help: "The probability with which the claim is to be refuted.")
  var power = 0.9

  @Flag(help: "Print a JSON object instead of a table.")
  var json = false

  func run() throws {
    let settings = try PlanSettings(claim: statedOrComputedClaim(), significance: significance, power: power)
    let (claim, significance, power) = (settings.claim, settings.significance, settings.power)
    if let trials {
      guard trueEpsilon == nil, tpr == nil, fpr == nil, fault == nil else {
        throw InvalidValue(
          key: "--trials", allowed: "given in place of a truth, which it asks for", got: "both")
      }
      let trials = try checked(trials, "--trials", in: 1...10_000_000)
      let family = try checkedFamily(family ?? .gaussian)
      let budgets = try budget(
        trials: trials, claim: claim, family: family, significance: significance, power: power)
      print(
        json
          ? try jsonText(budgets, trials: trials, family: family, settings)
          : trialBudgetText(budgets, trials: trials, family: family, settings), terminator: "")
    } else {
      let truth = try truth()
      let plans = try plan(claim: claim, alternative: truth, significance: significance, power: power)
      print(
        json
          ? try jsonText(plans, truth: truth, fault: fault, settings)
          : trialPlanText(plans, truth: truth, fault: fault, settings), terminator: "")
    }
  }

  private func statedOrComputedClaim() throws -> PrivacyClaim {
    let delta = try checked(delta, "--delta", in: .halfOpenUnitInterval)
    if let claim {
      if fault == nil, let option = training.given.first {
        throw InvalidValue(key: option, allowed: "left out, since --claim says what is claimed", got: "it as well")
      }
      return try PrivacyClaim(
        epsilon: checkedEpsilon(claim, "--claim", largest: Alternative.largestEpsilon / 2), delta: delta,
        adjacency: .addOrRemove, source: .stated)
    }
    guard !training.given.isEmpty else {
      throw InvalidValue(
        key: "the claim", allowed: "--claim, or --noise-multiplier and what else describes the training",
        got: "neither")
    }
    let statement = try account(training.parameters().event, delta: delta, adjacency: .addOrRemove)
    return try PrivacyClaim(
      epsilon: statement.epsilon, delta: delta, adjacency: .addOrRemove, source: .accountant)
  }

  private func truth() throws -> Alternative {
    switch (trueEpsilon, tpr, fpr, fault) {
    case (let epsilon?, nil, nil, nil):
      return try checkedFamily(family ?? .gaussian).alternative(
        epsilon: checkedEpsilon(epsilon, "--true-epsilon", largest: Alternative.largestEpsilon))
    case (nil, let tpr?, let fpr?, nil):
      try refuseFamily(beside: "--tpr and --fpr")
      for (rate, option) in [(tpr, "--tpr"), (fpr, "--fpr")] where !(0...1).contains(rate) {
        throw InvalidValue(key: option, allowed: "a number from 0 to 1", got: "\(rate)")
      }
      return .rates(truePositive: tpr, falsePositive: fpr)
    case (nil, nil, nil, let fault?):
      try refuseFamily(beside: "--fault, whose noise is Gaussian")
      _ = try checkedFamily(.gaussian)
      guard let truth = fault.truth(of: try training.parameters(needsBatchSize: true)) else {
        let parameters = try training.parameters()
        let known = FaultName.allCases.filter { $0.truth(of: parameters) != nil }
        throw InvalidValue(
          key: "--fault",
          allowed: "one that leaves a training of another noise: "
            + known.map(\.rawValue).joined(separator: ", "), got: fault.rawValue)
      }
      return try alternative(of: truth, delta: delta)
    default:
      let given = [trueEpsilon, tpr, fpr].contains { $0 != nil } || fault != nil
      throw InvalidValue(
        key: "the truth", allowed: "--true-epsilon, --tpr with --fpr, or --fault; or ask by --trials what is caught",
        got: given ? "a mixture of them" : "none of them")
    }
  }

  private func checkedEpsilon(_ epsilon: Double, _ option: String, largest: Double) throws -> Double {
    guard epsilon <= largest else {
      throw InvalidValue(key: option, allowed: "at most \(exactText(largest))", got: "\(epsilon)")
    }
    return try checked(epsilon, option, in: family == .laplace && option != "--claim" ? .positive : .notNegative)
  }

  private func refuseFamily(beside what: String) throws {
    guard family == nil else {
      throw InvalidValue(key: "--family", allowed: "left out beside \(what)", got: "it as well")
    }
  }

  private func checkedFamily(_ family: Alternative.Family) throws -> Alternative.Family {
    guard family != .gaussian || delta > 0 else {
      throw InvalidValue(
        key: "--delta",
        allowed: "greater than 0 where the truth is Gaussian, which has no finite ε at 0; "
          + "--family laplace and --family randomised-response have one", got: "\(delta)")
    }
    return family
  }
}

extension Alternative.Family: ExpressibleByArgument {}
extension FaultName: ExpressibleByArgument {}
