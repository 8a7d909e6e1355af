export { type AnchorShapes, anchorsOf, MINI_ANCHORS, PUBLISHED_ANCHORS } from './anchorsOf';
export { type AnchorTargetOptions, type AnchorTargets, anchorTargets } from './anchorTargets';
export { type AnchorTensors, objectnessOf, type ProposalLoss, proposalLoss } from './loss';
export type { AnchorOptions } from './part';
export { type ProposalOptions, type Proposals, regionProposals } from './proposals';
export { proposeRegions } from './propose';
export { type RegionProposal, regionProposal } from './task';
