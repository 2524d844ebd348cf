//! Worlds whose turns, pivots and axes are known because they were planted: for power curves and for the
//! rate of false alarms, with autocorrelation, bursts and growing coverage.
