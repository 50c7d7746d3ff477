internal import ArgumentParser
internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel
internal import SpecificationReading

/// A claim in flags, in one of its currencies.
struct ClaimOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "An ε that is claimed at --delta: says whether the scores refute it.")
  var claim: Double?

  @Option(parsing: .unconditional, help: "A μ for which μ-Gaussian DP is claimed.")
  var claimMu: Double?

  @Option(parsing: .unconditional, help: "A ρ for which ρ-zero-concentrated DP is claimed.")
  var claimRho: Double?

  @Option(help: "A .csv of columns epsilon and delta (or upper_delta), which are all claimed at once.")
  var claimCurve: String?

  @Option(help: "A YAML file of events, as for account: what the accountant says of them is claimed.")
  var claimEvent: String?

  @Option(
    help: """
      Which neighbours the claim is about, where they are not those of the scores: add-or-remove or zero-out for scores \
      of replace-one.
      """)
  var claimAdjacency: Adjacency?

  @Option(parsing: .unconditional, help: "In how many records the worlds of the scores differ. Default: 1.")
  var groupSize: Int?

  /// The claim at `delta`, and what it says of scores under `adjacency`; nil where there is none.
  ///
  /// - Throws: `InvalidValue` that names the option, `SpecificationError` or `AccountingError`.
  func claimed(delta: Double, adjacency: Adjacency) throws -> ClaimedPrivacy? {
    guard let statement = try statement() else {
      for (option, isGiven) in [("--claim-adjacency", claimAdjacency != nil), ("--group-size", groupSize != nil)]
      where isGiven {
        throw InvalidValue(key: option, allowed: "given with a claim", got: "it alone")
      }
      return nil
    }
    let groupSize = try checked(groupSize ?? 1, "--group-size", in: 1...ClaimSpecification.largestGroup)
    do {
      return try claimedPrivacy(
        statement, delta: delta, of: nil, from: claimAdjacency ?? adjacency, to: adjacency, groupSize: groupSize)
    } catch let error as InvalidValue {
      let options = ["claim.adjacency": "--claim-adjacency", "claim.delta": "--delta", "delta": "--delta"]
      throw InvalidValue(key: options[error.key] ?? error.key, allowed: error.allowed, got: error.got)
    }
  }

  private func statement() throws -> ClaimStatement? {
    let given = [
      ("--claim", claim != nil), ("--claim-mu", claimMu != nil), ("--claim-rho", claimRho != nil),
      ("--claim-curve", claimCurve != nil), ("--claim-event", claimEvent != nil),
    ].filter(\.1).map(\.0)
    guard given.count <= 1 else {
      throw InvalidValue(key: given[1], allowed: "left out, since \(given[0]) states the claim", got: "it as well")
    }
    if let claim { return .epsilon(try checked(claim, "--claim", in: .notNegative)) }
    if let claimMu { return .mu(try checked(claimMu, "--claim-mu", in: .doublePrecision)) }
    if let claimRho { return .rho(try checked(claimRho, "--claim-rho", in: .doublePrecision)) }
    if let claimCurve { return .curve(try claimedPoints(in: claimCurve)) }
    return try event().map(ClaimStatement.event)
  }

  /// What --claim-event names; nil where that is not given.
  func event() throws -> MechanismEvent? { try claimEvent.map { try readEvent(at: URL(filePath: $0)) } }
}

/// The points in a .csv with the columns epsilon and delta, or epsilon and upper_delta, as `account --curve` writes it.
func claimedPoints(in path: String) throws -> [ClaimedPoint] {
  func unusable(_ reason: String) -> UnusableFile { UnusableFile(file: path, reason: reason) }
  guard let text = try? String(contentsOf: URL(filePath: path), encoding: .utf8) else {
    throw unusable("there is no such file, or it is not text")
  }
  let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
    line.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
  }
  let header = lines.first ?? []
  guard let epsilonColumn = header.firstIndex(of: "epsilon"),
    let deltaColumn = header.firstIndex(of: "delta") ?? header.firstIndex(of: "upper_delta")
  else {
    throw unusable("the first line must name the columns epsilon and delta, got '\(header.joined(separator: ","))'")
  }
  let points = try lines.enumerated().dropFirst().filter { $1 != [""] }.map { index, fields in
    func number(_ column: Int, _ name: String, in range: AllowedRange) throws -> Double {
      guard column < fields.count, let value = Double(fields[column]), range.contains(value) else {
        let got = column < fields.count ? "'\(fields[column])'" : "nothing"
        throw UnusableFile(file: "\(path):\(index + 1)", reason: "\(name) must be \(range.description), got \(got)")
      }
      return value
    }
    return ClaimedPoint(
      epsilon: try number(epsilonColumn, "epsilon", in: .notNegative),
      delta: try number(deltaColumn, header[deltaColumn], in: .unitInterval))
  }.filter { $0.delta < 1 }
  guard !points.isEmpty else { throw unusable("there must be a point with a delta below 1, got none") }
  return points
}
