//! What explains a weak domain: the candidate's own words, held against what was counted.
