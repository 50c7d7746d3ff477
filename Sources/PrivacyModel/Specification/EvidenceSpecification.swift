/// How scores become bounds, and what they may cost.
package struct EvidenceSpecification: Hashable, Sendable {
  /// Probability that the report refutes a true claim.
  package let significance: Double
  /// The methods that decide, each with its share of the significance; not empty, each method once.
  package let ledger: [Share]
  /// What is taken for true beside the theorems.
  package let assumptions: [BoundAssumption]
  /// Fixed beforehand; nil where trials choose it.
  package let threshold: Double?
  /// The share of the trials of either arm that do nothing but choose a threshold, for the methods that need it.
  package let selectionFraction: Double
  package let stop: StoppingRule

  /// One line of the ledger.
  package struct Share: Hashable, Codable, Sendable {
    package let method: BoundMethod
    /// Probability that the method's bound exceeds a true ε.
    package let significance: Double

    package init(method: BoundMethod, significance: Double) {
      (self.method, self.significance) = (method, significance)
    }
  }

  /// - Parameter ledger: nil spends all on the rank grid.
  /// - Throws: `InvalidValue` where shares add up to more than the significance, or parts do not fit each other.
  package init(
    significance: Double, ledger: [Share]? = nil, assumptions: [BoundAssumption] = [], threshold: Double? = nil,
    selectionFraction: Double = 0.5, stop: StoppingRule = .never
  ) throws {
    self.significance = try checked(significance, "significance", in: .significance)
    self.ledger = ledger ?? [Share(method: .rankGrid, significance: significance)]
    self.assumptions = assumptions
    self.threshold = threshold
    self.selectionFraction = try checked(selectionFraction, "selectionFraction", in: .openUnitInterval)
    self.stop = stop
    try checkLedger()
    let methods = self.ledger.map(\.method)
    let needsThreshold = methods.contains(.fixedThreshold)
    let hasUse = needsThreshold || methods.contains { $0.selectsThreshold && $0 != .split }
    guard needsThreshold ? threshold != nil : hasUse || threshold == nil, threshold?.isFinite ?? true else {
      throw InvalidValue(
        key: "threshold",
        allowed: needsThreshold
          ? "given: a finite number fixed beforehand" : "left out but with a method that reads scores against one",
        got: threshold.map { "\($0)" } ?? "nothing")
    }
    guard stop == .never || methods == [.sequential] else {
      throw InvalidValue(
        key: "stop",
        allowed: "never, but where sequential spends all: other methods hold for a number of trials that was "
          + "fixed beforehand", got: stop.rawValue)
    }
  }

  /// Whether a part of the trials does nothing but choose a threshold.
  package var choosesThreshold: Bool {
    ledger.contains { $0.method.selectsThreshold && (threshold == nil || $0.method == .split) }
  }

  /// Whether the number of trials may be changed after looking at some of them.
  package var allowsMoreTrials: Bool { ledger.map(\.method) == [.sequential] }

  private func checkLedger() throws {
    guard !ledger.isEmpty else {
      throw InvalidValue(key: "ledger", allowed: "one method at least", got: "none")
    }
    for (index, share) in ledger.enumerated() {
      let key = "ledger.\(share.method.name)"
      _ = try checked(share.significance, key, in: .significance)
      guard !ledger[..<index].contains(where: { $0.method == share.method }) else {
        throw InvalidValue(key: key, allowed: "given once", got: "given twice")
      }
      guard share.method != .randomBit else {
        throw InvalidValue(
          key: key, allowed: "left out, since it knows no δ but 0 and that of a claim is greater", got: "it")
      }
      if let missing = share.method.assumptions.first(where: { !assumptions.contains($0) }) {
        throw InvalidValue(
          key: key,
          allowed: "left out, its label being \(share.method.label.rawValue), or beside assume: "
            + "[\(share.method.assumptions.map(\.rawValue).joined(separator: ", "))]",
          got: "without \(missing.rawValue)")
      }
    }
    let spent = ledger.reduce(0) { $0 + $1.significance }
    guard spent <= significance * (1 + 1e-12) else {
      throw InvalidValue(
        key: "ledger", allowed: "shares of at most the significance \(significance) in all", got: "\(spent)")
    }
  }

  /// - Throws: `InvalidValue` where a method of the ledger does not hold for such coins, or for candidates that share a run.
  func check(coins: CoinRule, candidates: Int) throws {
    for share in ledger {
      guard candidates == 1 || share.method.isForOneRun || share.method.isLifted else {
        let methods = BoundMethod.allCases.filter { $0.isForOneRun || $0.isLifted }.map(\.name)
        throw InvalidValue(
          key: "game.candidates",
          allowed: "1 for the method \(share.method.name), or several for \(methods.joined(separator: ", "))",
          got: "\(candidates)")
      }
      let allowed = share.method.neededCoins.map { [$0] } ?? CoinRule.allCases.filter { $0 != .lifted }
      guard allowed.contains(coins) else {
        throw InvalidValue(
          key: "game.coins",
          allowed: "\(allowed.map(\.rawValue).joined(separator: " or ")) for the method \(share.method.name)",
          got: coins.rawValue)
      }
    }
  }
}

/// As JSON: the keys of a specification file.
extension EvidenceSpecification: Codable {
  private enum Key: String, CodingKey {
    case significance, ledger, assume, threshold, selectionFraction, stop
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let shares = try container.decode([String: Double].self, forKey: .ledger)
    if let stranger = shares.keys.first(where: { BoundMethod(rawValue: $0) == nil }) {
      throw DecodingError.dataCorruptedError(
        forKey: .ledger, in: container, debugDescription: "no method '\(stranger)'")
    }
    let ledger = BoundMethod.allCases.compactMap { method in
      shares[method.name].map { Share(method: method, significance: $0) }
    }
    try self.init(
      significance: container.decode(Double.self, forKey: .significance), ledger: ledger,
      assumptions: container.decodeIfPresent([BoundAssumption].self, forKey: .assume) ?? [],
      threshold: container.decodeIfPresent(Double.self, forKey: .threshold),
      selectionFraction: container.decodeIfPresent(Double.self, forKey: .selectionFraction) ?? 0.5,
      stop: container.decode(StoppingRule.self, forKey: .stop))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(significance, forKey: .significance)
    try container.encode(
      Dictionary(uniqueKeysWithValues: ledger.map { ($0.method.name, $0.significance) }), forKey: .ledger)
    if !assumptions.isEmpty { try container.encode(assumptions, forKey: .assume) }
    try container.encodeIfPresent(threshold, forKey: .threshold)
    if choosesThreshold {
      try container.encode(selectionFraction, forKey: .selectionFraction)
    }
    try container.encode(stop, forKey: .stop)
  }
}
