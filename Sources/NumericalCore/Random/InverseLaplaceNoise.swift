internal import Foundation

/// Laplace noise by inversion of its distribution function, rounded as doubles are: as many values as uniform numbers.
///
/// Word w in 0 ..< 2⁵² stands for the uniform number u = (w + 1/2) 2⁻⁵², and the noise is scale × ln 2u for u < 1/2 and
/// −scale × ln 2(1 − u) else.
package struct InverseLaplaceNoise: Hashable, Sendable {
  package let scale: Double

  package init(scale: Double) {
    precondition(scale > 0, "the scale is positive")
    self.scale = scale
  }

  package func value(word: UInt64) -> Double {
    precondition(word < Self.words, "a word has 52 bits")
    let uniform = (Double(word) + 0.5) * 0x1p-52
    return uniform < 0.5 ? scale * log(2 * uniform) : -scale * log(2 * (1 - uniform))
  }

  /// Whether some word's noise added to `answer` gives `release`, to the last bit.
  ///
  /// The 33 words around the one that would if nothing were rounded are tried. Rounding moves it by less than one for the
  /// logarithm and two for the sum where answers are within a few scales of each other; where the sum's last bit is
  /// coarser, more words lead to it than are tried.
  package func reaches(_ release: Double, from answer: Double) -> Bool {
    let noise = release - answer
    let tail = exp(-abs(noise) / scale) / 2
    let uniform = noise < 0 ? tail : 1 - tail
    let centre = Int64(min(uniform * 0x1p52, 0x1p52 - 1))
    return (max(0, centre - 16)...min(Int64(Self.words) - 1, centre + 16)).contains {
      answer + value(word: UInt64($0)) == release
    }
  }

  private static let words: UInt64 = 1 << 52
}
