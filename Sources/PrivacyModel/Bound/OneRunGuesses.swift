/// How many of the guesses about the canaries of one run were right.
package struct OneRunGuesses: Hashable, Sendable {
  /// r.
  package let guesses: Int
  /// v.
  package let correct: Int
  /// m, with those that were abstained from.
  package let canaries: Int

  package init(guesses: Int, correct: Int, canaries: Int) {
    precondition(canaries > 0, "a run needs at least one canary, got \(canaries)")
    precondition((0...canaries).contains(guesses), "guesses must be in 0...\(canaries), got \(guesses)")
    precondition((0...guesses).contains(correct), "correct guesses must be in 0...\(guesses), got \(correct)")
    (self.guesses, self.correct, self.canaries) = (guesses, correct, canaries)
  }

  package var errors: Int { guesses - correct }
}

/// How many canaries are guessed to be on either side. To be fixed before the scores are seen.
package struct GuessCounts: Hashable, Sendable {
  /// k₊: the canaries with the largest scores, guessed "included".
  package let included: Int
  /// k₋: the canaries with the smallest scores, guessed "excluded".
  package let excluded: Int

  package init(included: Int, excluded: Int) {
    precondition(included >= 0 && excluded >= 0, "guess counts are at least 0, got \(included) and \(excluded)")
    (self.included, self.excluded) = (included, excluded)
  }
}

/// As JSON: the three counts.
extension OneRunGuesses: Codable {
  private enum Key: String, CodingKey {
    case guesses, correct, canaries
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let guesses = try container.decode(Int.self, forKey: .guesses)
    let correct = try container.decode(Int.self, forKey: .correct)
    let canaries = try container.decode(Int.self, forKey: .canaries)
    guard canaries > 0, (0...canaries).contains(guesses), (0...guesses).contains(correct) else {
      throw DecodingError.dataCorruptedError(
        forKey: .correct, in: container,
        debugDescription: "correct guesses must be among the guesses, and these among at least one canary, got "
          + "\(correct), \(guesses) and \(canaries)")
    }
    self.init(guesses: guesses, correct: correct, canaries: canaries)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(guesses, forKey: .guesses)
    try container.encode(correct, forKey: .correct)
    try container.encode(canaries, forKey: .canaries)
  }
}
