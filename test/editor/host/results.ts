/** How a suite inside an extension host tells the outside what came of it. */

/** Environment variable with the file that receives the results. */
export const resultsVariable = "STEPWISE_TEST_RESULTS";
