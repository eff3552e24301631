// Everything that the test draws and asks.
export { RelayEnvironmentProvider, fetchQuery } from "react-relay";
export { connect } from "./connect.js";
export { FeatureList } from "./FeatureList.jsx";
export { LatestFeatures } from "./LatestFeatures.jsx";
export { HALF, SHOWN } from "./queries.js";
export { StanceButton } from "./StanceButton.jsx";
export { ScoreWatch } from "./ScoreWatch.jsx";
