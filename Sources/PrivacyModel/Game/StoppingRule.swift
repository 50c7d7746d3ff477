/// When a sequential audit ends before its last trial.
package enum StoppingRule: String, Codable, Sendable, CaseIterable {
  case never
  /// As soon as the claim is refuted.
  case whenRefuted = "when-refuted"
  /// As soon as the claim is refuted, or the trials left could not refute it even if the attack never erred again.
  case whenDecided = "when-decided"
}

/// Why a sequential audit ended before its last trial.
package enum StoppingReason: String, Codable, Sendable {
  case refuted
  /// The trials left could not have refuted the claim.
  case furtherTrialsCannotMatter = "further-trials-cannot-matter"
}
