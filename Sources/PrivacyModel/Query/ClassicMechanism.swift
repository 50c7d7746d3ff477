internal import Foundation

/// The twenty mechanisms on which tools that look for violations of pure differential privacy are compared.
///
/// `words` and the algorithms named here define each fully. All claim ε = 0.1. Noise is Laplace noise where nothing else is
/// said, of density ∝ e^(−|x|/scale).
///
/// The sparse vector techniques 1 to 6 are Algorithms 1 to 6 of arXiv:1603.01699 on ten queries with at most one answer
/// above the threshold (c = 1); noisy maxima 1 to 4 and histograms 1 and 2 are those of arXiv:1805.10277 on five answers.
///
/// - Reference: Bichsel, Steffen, Bogunovic and Vechev, "DP-Sniper: Black-Box Discovery of Differential Privacy
///   Violations using Classifiers", IEEE S&P 2021; the parameters and pairs are those of the experiments that its authors
///   published with it.
package enum ClassicMechanism: String, Hashable, Codable, Sendable, CaseIterable {
  case laplace
  case truncatedGeometric = "truncated-geometric"
  case noisyHistogram1 = "noisy-histogram-1"
  case noisyHistogram2 = "noisy-histogram-2"
  case noisyMax1 = "noisy-max-1"
  case noisyMax2 = "noisy-max-2"
  case noisyMax3 = "noisy-max-3"
  case noisyMax4 = "noisy-max-4"
  case sparseVector1 = "sparse-vector-1"
  case sparseVector2 = "sparse-vector-2"
  case sparseVector3 = "sparse-vector-3"
  case sparseVector4 = "sparse-vector-4"
  case sparseVector5 = "sparse-vector-5"
  case sparseVector6 = "sparse-vector-6"
  case rappor
  case oneTimeRappor = "one-time-rappor"
  case parallelLaplace = "parallel-laplace"
  case parallelSparseVector = "parallel-sparse-vector-3-and-4"
  case prefixSum = "prefix-sum"
  case numericalSparseVector = "numerical-sparse-vector"

  /// What every one of them claims.
  package static let claimedEpsilon = 0.1

  /// The mechanism in a few words, without a full stop.
  package var words: String {
    switch self {
    case .laplace: "one answer with noise of scale 10"
    case .truncatedGeometric:
      "a count of at most 5 with truncated geometric noise of ratio 8/9, the natural logarithm of "
        + "2/ε standing for the binary one"
    case .noisyHistogram1: "five counts, each with noise of scale 10"
    case .noisyHistogram2: "five counts, each with noise of scale 0.1: ε stands where 1/ε belongs"
    case .noisyMax1: "which of five answers is largest after noise of scale 20"
    case .noisyMax2: "which of five answers is largest after exponential noise of mean 20"
    case .noisyMax3: "the largest of five answers after noise of scale 20, its value in place of its index"
    case .noisyMax4: "the largest of five answers after exponential noise of mean 20, its value in place of its index"
    case .sparseVector1: "which of ten answers with noise of scale 40 is first above 0.5 with noise of scale 20"
    case .sparseVector2:
      "the same above 1 in place of 0.5; new noise on the threshold after an answer above it, where it stops"
    case .sparseVector3:
      "the first of ten answers with noise of scale 20 above 1 with noise of scale 20, its noisy value "
        + "included"
    case .sparseVector4: "which of ten answers with noise of scale 40/3 is first above 1 with noise of scale 40"
    case .sparseVector5: "which of ten answers without noise are above 1 with noise of scale 20"
    case .sparseVector6: "which of ten answers with noise of scale 20 are above 1 with noise of scale 20"
    case .rappor: "20 bits of a Bloom filter of four hashes, reported with f = 0.75, p = 0.45 and q = 0.55"
    case .oneTimeRappor: "20 bits of a Bloom filter of four hashes, reported with f = 0.95 once and for all"
    case .parallelLaplace: "one answer, twenty times with noise of scale 200"
    case .parallelSparseVector: "sparse vectors 3 and 4 on the same answers, two above the threshold each"
    case .prefixSum: "the sums of the first one, two, … of ten answers with noise of scale 10 each"
    case .numericalSparseVector:
      "the first two of ten answers with noise of scale 120 above 1 with noise of scale 30, each "
        + "with its value under new noise of scale 60"
    }
  }

  /// The true answers on the datasets that are told apart: those with which the published tool found most.
  package var answers: NeighbouringAnswers {
    func repeated(_ value: Double, _ count: Int) -> [Double] { Array(repeating: value, count: count) }
    func pair(_ included: [Double], _ excluded: [Double]) -> NeighbouringAnswers {
      NeighbouringAnswers(excluded: excluded, effects: zip(included, excluded).map(-))
    }
    let (halves, turned) = (repeated(0, 5) + repeated(1, 5), repeated(1, 5) + repeated(0, 5))
    switch self {
    case .laplace: return pair([0], [1])
    case .parallelLaplace: return pair(repeated(0, 20), repeated(1, 20))
    case .truncatedGeometric: return pair([2], [1])
    case .noisyHistogram1: return pair(repeated(1, 5), [0] + repeated(1, 4))
    case .noisyHistogram2: return pair(repeated(1, 5), [2] + repeated(1, 4))
    case .noisyMax1, .noisyMax2: return pair(repeated(1, 5), [0] + repeated(2, 4))
    case .noisyMax3, .noisyMax4: return pair(repeated(1, 5), repeated(2, 5))
    case .sparseVector1, .sparseVector4, .parallelSparseVector:
      return pair(repeated(1, 10), repeated(2, 5) + repeated(0, 5))
    case .sparseVector2, .sparseVector3, .sparseVector6: return pair(halves, turned)
    case .sparseVector5: return pair([0] + repeated(2, 9), repeated(1, 10))
    case .rappor: return pair(Self.filter(ofOne: true), Self.filter(ofOne: false))
    case .oneTimeRappor: return pair(Self.filter(ofOne: false), Self.filter(ofOne: true))
    case .prefixSum: return pair(repeated(1, 10), repeated(0, 10))
    case .numericalSparseVector: return pair(turned, halves)
    }
  }

  /// The Bloom filter of the value 1 or 0, as a text: bits MurmurHash3(value, seed i) mod 20 for i = 0, 1, 2, 3, of which
  /// two fall together in either case.
  private static func filter(ofOne isOne: Bool) -> [Double] {
    (0..<20).map { (isOne ? [3, 10, 13] : [0, 11, 18]).contains($0) ? 1 : 0 }
  }

  /// The ε on the worst neighbours, where a record moves every answer by one at most; ∞ where no ε holds for any number
  /// of queries.
  ///
  /// - Reference: Theorem 4.7 of arXiv:1709.05396 for the truncated geometric; arXiv:1603.01699 for sparse vectors 1 to 6,
  ///   (1 + 6c)/4 times ε for the fourth; arXiv:1407.6981 for RAPPOR, with all hashes apart; PLDI 2019 ("Proving
  ///   Differential Privacy with Shadow Execution") for the numerical sparse vector.
  package var worstEpsilon: Double {
    switch self {
    case .laplace, .noisyHistogram1, .noisyMax1, .noisyMax2, .sparseVector1, .sparseVector2, .parallelLaplace,
      .numericalSparseVector:
      Self.claimedEpsilon
    case .truncatedGeometric: log(9 / 8)
    case .noisyHistogram2: 1 / Self.claimedEpsilon
    case .noisyMax3: 5 * Self.claimedEpsilon / 2
    case .sparseVector4: 7 * Self.claimedEpsilon / 4
    case .noisyMax4, .sparseVector3, .sparseVector5, .sparseVector6, .parallelSparseVector: .infinity
    case .rappor: 8 * log(0.5125 / 0.4875)
    case .oneTimeRappor: 8 * log(0.525 / 0.475)
    case .prefixSum: 10 * Self.claimedEpsilon
    }
  }
}
