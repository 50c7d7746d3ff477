internal import ArgumentParser
internal import Evidence
internal import PrivacyModel
internal import Reporting

/// `dpaudit plan`: how many trials an audit needs, before any is played.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Says how many trials would refute a claim, if the truth were so much worse.",
    discussion: """
      The truth is a Gaussian mechanism of --true-epsilon at the claim's δ, attacked as well as can be, or the two rates \
      that an attack is expected to have. Trials of fixed-threshold are in either world, of sequential pairs, and of \
      one-run canaries. Exit status: 0, or 2 if the command line cannot be used.
      """)

  @Option(parsing: .unconditional, help: "The claimed ε.")
  var claim: Double

  @Option(parsing: .unconditional, help: "The claimed δ.")
  var delta: Double

  @Option(parsing: .unconditional, help: "The ε of the mechanism, if the claim is wrong.")
  var trueEpsilon: Double?

  @Option(parsing: .unconditional, help: "The true positive rate that the attack is expected to have.")
  var tpr: Double?

  @Option(parsing: .unconditional, help: "The false positive rate beside it.")
  var fpr: Double?

  @Option(parsing: .unconditional, help: "The probability of refuting a true claim.")
  var significance = 0.05

  @Option(parsing: .unconditional, help: "The probability with which the claim is to be refuted.")
  var power = 0.9

  func run() throws {
    let alternative: Alternative
    switch (trueEpsilon, tpr, fpr) {
    case (let epsilon?, nil, nil): alternative = .gaussian(epsilon: epsilon)
    case (nil, let tpr?, let fpr?): alternative = .rates(truePositive: tpr, falsePositive: fpr)
    default:
      throw InvalidValue(
        key: "the truth", allowed: "--true-epsilon, or --tpr with --fpr",
        got: trueEpsilon == nil && tpr == nil && fpr == nil ? "neither" : "a mixture of them")
    }
    let claim = try PrivacyClaim(epsilon: claim, delta: delta, adjacency: .addOrRemove, source: .stated)
    let significance = try checked(significance, "--significance", in: .significance)
    let power = try checked(power, "--power", in: .openUnitInterval)
    let plans = try plan(claim: claim, alternative: alternative, significance: significance, power: power)
    print(trialPlanText(plans), terminator: "")
  }
}
