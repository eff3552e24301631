// What the other clients ask as well.
import { graphql } from "react-relay";

export const HALF = graphql`
  query queriesHalfQuery($key: String!) { product(key: $key) { id name } node(id: "nothing") { id } }
`;

export const SHOWN = graphql`
  query queriesShownQuery($feature: ID!) {
    node(id: $feature) { ... on Feature { alignment { score } } }
  }
`;
