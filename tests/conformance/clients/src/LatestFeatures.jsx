// The guide's list from its other end.
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";

const PRODUCT = graphql`
  query LatestFeaturesQuery($key: String!) {
    product(key: $key) { ...LatestFeatures_product }
  }
`;

const FEATURES = graphql`
  fragment LatestFeatures_product on Product
  @refetchable(queryName: "LatestFeaturesPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
    features(last: $count, before: $cursor, orderBy: [KEY_ASC])
    @connection(key: "LatestFeatures_features") {
      edges { node { key } }
    }
  }
`;

export function LatestFeatures({ product }) {
  const found = useLazyLoadQuery(PRODUCT, { key: product });
  const { data, hasPrevious, loadPrevious } = usePaginationFragment(FEATURES, found.product);
  return (
    <>
      {hasPrevious && <button onClick={() => loadPrevious(10)}>More</button>}
      {data.features.edges.map(({ node }) => <li key={node.key}>{node.key}</li>)}
    </>
  );
}
