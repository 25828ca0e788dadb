"""What is answered to the results of a survey, and that nobody is asked again before."""
