/// The word that `attempt` was probably meant to be; nil where none is near.
///
/// Case, `-` and `_` do not count, so that `noise_multiplier` finds `noiseMultiplier`; about one slip in three letters
/// is forgiven, and the first of equally near words wins.
func nearest(to attempt: String, among words: [String]) -> String? {
  let attempt = letters(of: attempt)
  guard !attempt.isEmpty else { return nil }
  let distances = words.map { (word: $0, distance: editDistance(attempt, letters(of: $0))) }
  guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(1, min(attempt.count, best.word.count) / 3) ? best.word : nil
}

private func letters(of word: String) -> [Character] {
  word.lowercased().filter { $0 != "-" && $0 != "_" }.map { $0 }
}

/// The fewest insertions, deletions, substitutions and swaps of neighbours that turn `first` into `second`, where no
/// letter is edited twice.
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for i in first.indices {
    var row = [i + 1]
    for j in second.indices {
      let substitution = last[j] + (first[i] == second[j] ? 0 : 1)
      var cost = min(substitution, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[second.count]
}
