/// A known defect of an implementation of either family; all have names of their own.
package enum KnownFault: Hashable, Codable, Sendable {
  case training(FaultName)
  case query(QueryFault)

  package var isOfQuery: Bool { if case .query = self { true } else { false } }

  package var description: FaultDescription {
    switch self {
    case .training(let fault): fault.description
    case .query(let fault): fault.description
    }
  }
}

/// As its name in a specification.
extension KnownFault: RawRepresentable, CaseIterable {
  package init?(rawValue: String) {
    if let fault = FaultName(rawValue: rawValue) {
      self = .training(fault)
    } else if let fault = QueryFault(rawValue: rawValue) {
      self = .query(fault)
    } else {
      return nil
    }
  }

  package var rawValue: String {
    switch self {
    case .training(let fault): fault.rawValue
    case .query(let fault): fault.rawValue
    }
  }

  /// Those of DP-SGD, then those of classical queries.
  package static var allCases: [KnownFault] {
    FaultName.allCases.map(KnownFault.training) + QueryFault.allCases.map(KnownFault.query)
  }
}
