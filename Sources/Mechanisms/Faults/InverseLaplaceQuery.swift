internal import Foundation
package import NumericalCore

/// A known bug: Laplace noise by inversion of the distribution function in double precision, added to the answer as it is.
///
/// Of the doubles around a release, only some are an answer plus noise that a uniform number of 53 bits can make, and on
/// neighbouring data they are others: one release often tells for certain. Not private at any ε.
///
/// Mironov, "On Significance of the Least Significant Bits for Differential Privacy", CCS 2012,
/// doi:10.1145/2382196.2382264.
package struct InverseLaplaceQuery: QueryAlgorithm {
  package let noise: InverseLaplaceNoise

  package init(scale: Double) {
    noise = InverseLaplaceNoise(scale: scale)
  }

  package func release(_ answers: [Double], using stream: inout RandomStream) -> [Double] {
    answers.map { $0 + noise.value(word: stream.next() >> 12) }
  }
}
