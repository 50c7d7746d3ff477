internal import ArgumentParser
internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting

/// `dpaudit account`: the ε of Gaussian noise with optional Poisson sampling.
struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Computes the ε of a mechanism at a δ, without attacking it.",
    discussion: "The adjacency is add-or-remove. The ε is an upper bound, rounded up.")

  @Option(parsing: .unconditional, help: "Standard deviation of the Gaussian noise divided by the sensitivity (σ).")
  var noiseMultiplier: Double

  @Option(parsing: .unconditional, help: "Probability that a record joins a batch, each independently (q).")
  var samplingProbability = 1.0

  @Option(parsing: .unconditional, help: "Number of noisy updates (T).")
  var steps = 1

  @Option(parsing: .unconditional, help: "The δ at which to state ε, greater than 0 and less than 1.")
  var delta: Double

  @Flag(help: "Print a JSON object instead of a table.")
  var json = false

  func run() throws {
    let event = try MechanismEvent.dpSGD(
      noiseMultiplier: checked(noiseMultiplier, "--noise-multiplier", in: .positive),
      samplingProbability: checked(samplingProbability, "--sampling-probability", in: .positiveProbability),
      steps: checked(steps, "--steps", in: 1...Int.max))
    let delta = try checked(delta, "--delta", in: .openUnitInterval)
    let statement = try account(event, delta: delta, adjacency: .addOrRemove)
    let renyi = try statement.renyiOrder == nil ? accountByRenyi(event, delta: delta, adjacency: .addOrRemove) : nil
    print(json ? try jsonText(statement, renyi: renyi) : table(statement, renyi), terminator: "")
  }

  private func table(_ statement: AccountantStatement, _ renyi: AccountantStatement?) -> String {
    var rows = [
      ("event", statement.event.words), ("delta", exactText(statement.delta)),
      ("adjacency", statement.adjacency.rawValue), ("epsilon", bound(statement.epsilon)),
      ("method", statement.method.words),
    ]
    if let order = statement.renyiOrder { rows.append(("order", decimalText(order))) }
    if let renyi, let order = renyi.renyiOrder {
      rows.append(("by Rényi", "epsilon \(bound(renyi.epsilon)) at order \(decimalText(order))"))
    }
    return rows.map { name, value in name.padding(toLength: 11, withPad: " ", startingAt: 0) + value + "\n" }.joined()
  }

  private func bound(_ epsilon: Double) -> String { decimalText(epsilon, digits: 6, rounding: .up) }
}
