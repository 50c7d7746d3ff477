package import PrivacyModel

/// A question that the accountants cannot answer. Values outside their ranges are `InvalidValue` instead.
package enum AccountingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An event that has no meaning, or no known bound, for neighbours of this kind.
  case unsupportedAdjacency(Adjacency, of: MechanismEvent.Kind, choose: [Adjacency])
  /// An event that this accountant has no bound for.
  case noAccountant(MechanismEvent.Kind)
  /// Sampling around an event that is not one draw of noise.
  case unsupportedSampling(of: MechanismEvent)
  /// An estimate of an event of which only an upper bound on ε is known.
  case boundOnly
  case tooManyCompositions
  /// A discrete law with more outcomes than a computer can list.
  case tooManyOutcomes(MechanismEvent.Kind)
  /// No finite ε at this δ can be represented.
  case unbounded(delta: Double)

  package var description: String {
    switch self {
    case .unsupportedAdjacency(let adjacency, let kind, let choices):
      "adjacency '\(adjacency.rawValue)' is not supported for \(kind.rawValue) events; choose "
        + choices.map(\.rawValue).joined(separator: ", ")
    case .noAccountant(.sampledWithoutReplacement):
      "this accountant has no bound for batches drawn without replacement; account for it without sampling, which errs "
        + "on the safe side"
    case .noAccountant(let kind):
      "no accountant has a bound for \(kind.rawValue) events on such a sample; account for them without sampling, which "
        + "errs on the safe side"
    case .unsupportedSampling(let event):
      "sampling is supported around one draw of noise, not around a \(event.kind.rawValue) event; compose after "
        + "sampling"
    case .boundOnly:
      "what is only known to be no less private than something else, as batches that share the records out are, has an "
        + "upper bound on epsilon and no estimate; choose an accountant that bounds"
    case .tooManyCompositions: "the product of nested composition counts must be at most \(Int.max)"
    case .tooManyOutcomes(let kind):
      "this \(kind.rawValue) event has too many outcomes to list; account for it by Rényi differential privacy"
    case .unbounded(let delta):
      "no finite epsilon at delta \(plainText(delta)) can be stated for this mechanism; it needs more noise, fewer "
        + "compositions or a larger delta"
    }
  }
}
