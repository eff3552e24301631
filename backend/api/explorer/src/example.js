// What the first tab shows to somebody who comes here for the first time.
export const EXAMPLE = `# The features of one product with the broadest backing, broadest first.
query BroadestBacking {
  features(product: "cadenza", first: 5) {
    totalCount
    edges {
      node {
        key
        name
        stage
        alignment { score low high contested notHeard { name } }
      }
    }
  }
}
`;
