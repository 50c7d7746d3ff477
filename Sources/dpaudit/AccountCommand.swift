internal import ArgumentParser
internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel

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
      samplingProbability: checked(samplingProbability, "--sampling-probability", in: .probability),
      steps: checked(steps, "--steps", in: 1...Int.max))
    let delta = try checked(delta, "--delta", in: .openUnitInterval)
    let statement = try account(event, delta: delta, adjacency: .addOrRemove)
    let renyi = try statement.renyiOrder == nil ? accountByRenyi(event, delta: delta, adjacency: .addOrRemove) : nil
    print(json ? try jsonText(statement, renyi) : table(statement, renyi))
  }

  private func table(_ statement: AccountantStatement, _ renyi: AccountantStatement?) -> String {
    var rows = [
      ("event", eventInWords), ("delta", "\(statement.delta)"), ("adjacency", statement.adjacency.rawValue),
      ("epsilon", rounded(statement.epsilon)), ("method", statement.method),
    ]
    if let order = statement.renyiOrder { rows.append(("order", rounded(order))) }
    if let renyi, let order = renyi.renyiOrder {
      rows.append(("by Rényi", "epsilon \(rounded(renyi.epsilon)) at order \(rounded(order))"))
    }
    return rows.map { name, value in name.padding(toLength: 11, withPad: " ", startingAt: 0) + value }
      .joined(separator: "\n")
  }

  private var eventInWords: String {
    let noise = "Gaussian noise, noise multiplier \(noiseMultiplier)"
    let sampling = samplingProbability < 1 ? ", Poisson sampling with probability \(samplingProbability)" : ""
    return noise + sampling + (steps == 1 ? ", once" : ", \(steps) times")
  }

  private func jsonText(_ statement: AccountantStatement, _ renyi: AccountantStatement?) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let answer = AccountAnswer(
      noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability, steps: steps,
      delta: statement.delta, adjacency: statement.adjacency, epsilon: statement.epsilon, method: statement.method,
      renyiEpsilon: (renyi ?? statement).epsilon, renyiOrder: (renyi ?? statement).renyiOrder)
    return String(decoding: try encoder.encode(answer), as: UTF8.self)
  }
}

/// What `dpaudit account --json` prints.
private struct AccountAnswer: Encodable {
  let noiseMultiplier: Double
  let samplingProbability: Double
  let steps: Int
  let delta: Double
  let adjacency: Adjacency
  let epsilon: Double
  let method: String
  let renyiEpsilon: Double
  let renyiOrder: Double?
}

/// `value` with six significant digits, rounded away from zero so that a bound stays one.
private func rounded(_ value: Double) -> String {
  guard value > 0 else { return "0" }
  let unit = pow(10, floor(log10(value)) - 5)
  return String(format: "%.6g", (value / unit).rounded(.up) * unit)
}
